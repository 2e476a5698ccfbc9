"""The compiled core of simulations, where it was built: an extension of its own."""
