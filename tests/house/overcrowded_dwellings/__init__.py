"""A made-up register and criterion as a newcomer would add them: each text, and the file of the project it goes into."""
