//! The typeset guide.

pub mod booklet;
