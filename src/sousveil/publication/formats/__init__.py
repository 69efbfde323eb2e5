"""The forms that an edition's data are published in, all of them by one dictionary."""
