//! Scenes with a batch service: single worlds, each written for a promise that was once broken.
