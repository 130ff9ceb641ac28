// Keeps the support library a real one while all its parts are headers.
