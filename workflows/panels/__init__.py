"""What the machine hangs into Wagtail's own furniture: the home screen, the menu, buttons."""
