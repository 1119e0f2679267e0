//! Access codes and the release slots they open.
