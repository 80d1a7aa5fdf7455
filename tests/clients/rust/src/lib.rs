//! Empty: building it builds the dependencies.
