# Only what is to read otherwise.
nav-join = Come in
