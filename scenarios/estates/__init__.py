"""Systems that more than one company has, each as one of the later companies runs it."""
