//! The Rust types that a field of a view may have.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::view::free::Extra;
use crate::view::types::TypeRef;

/// A Rust type that a field may have.
pub trait Viewed {
    /// The type as the reference shows it.
    const TYPE: TypeRef;
}

/// Implements `Viewed` for the types without fields of their own.
macro_rules! viewed {
    ($( $rust:ty = $kind:expr; )+) => {
        $( impl Viewed for $rust { const TYPE: TypeRef = $kind; } )+
    };
}

viewed! {
    str = TypeRef::Text;
    String = TypeRef::Text;
    Cow<'_, str> = TypeRef::Text;
    bool = TypeRef::Switch;
    u8 = TypeRef::Number;
    u32 = TypeRef::Number;
    Extra<'_> = TypeRef::FreeKeys;
}

impl<T> Viewed for BTreeMap<String, T> {
    const TYPE: TypeRef = TypeRef::Map;
}

impl<T: Viewed + ?Sized> Viewed for &T {
    const TYPE: TypeRef = T::TYPE;
}

impl<T: Viewed> Viewed for Option<T> {
    const TYPE: TypeRef = TypeRef::Optional(&T::TYPE);
}

impl<T: Viewed> Viewed for Vec<T> {
    const TYPE: TypeRef = TypeRef::List(&T::TYPE);
}

impl<T: Viewed> Viewed for [T] {
    const TYPE: TypeRef = TypeRef::List(&T::TYPE);
}
