import Sites
