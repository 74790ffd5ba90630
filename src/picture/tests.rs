//! Pictures made for tests.
