//! The declaration of what a template sees: a type, its serialization and its part of the reference, from one list of fields.

/// Declares the types, and their reference.
macro_rules! views {
    ($(
        $(#[doc = $about:literal])+
        $name:ident { $( $(#[doc = $doc:literal])+ $field:ident: $rust:ty = $example:literal; )+ }
    )+) => {
        $(
            $(#[doc = $about])+
            #[derive(Serialize)]
            pub struct $name<'a> { $( $(#[doc = $doc])+ pub $field: $rust, )+ }

            impl<'a> $name<'a> {
                /// Its part of the reference.
                pub const REFERENCE: ViewType = ViewType {
                    name: stringify!($name),
                    about: concat!($($about),+),
                    fields: &[ $( ViewField {
                        name: stringify!($field),
                        kind: <$rust as Viewed>::TYPE,
                        doc: concat!($($doc),+),
                        example: $example,
                    } ),+ ],
                };
            }

            impl Viewed for $name<'_> {
                const TYPE: TypeRef = TypeRef::View(|| &$name::REFERENCE);
            }
        )+

        /// Every type that templates see.
        pub const REFERENCE: &[ViewType] = &[ $( $name::REFERENCE ),+ ];
    };
}

pub(super) use views;
