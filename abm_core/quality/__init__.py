"""What is wrong with the data: checks, how old they are, how full their fields are.

``findings`` runs the checks that the modules ``about_…`` declare; ``measures`` counts.
"""
