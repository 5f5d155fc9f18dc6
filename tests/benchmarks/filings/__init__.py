"""Annual reports that never were, with questions about them: is the right page of the right one found?"""
