//! Conformance vectors, the engines that run them, and what the rooms may hold.
