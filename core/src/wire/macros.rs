//! The keys of a type, said once: reading and writing follow from them.

/// A struct as a map: `record!(Type { key: field, … })`, keys ascending, every field named.
///
/// A field that JSON leaves out too where it is absent is marked: `key: field = absent`. What has another form in JSON
/// than an object of its fields says so: `record!(Type { … } in JSON shape)`.
#[macro_export]
macro_rules! record {
    ($type:ident { $($key:literal: $field:ident $(= $absent:ident)?),+ $(,)? }) => {
        $crate::record!($type { $($key: $field $(= $absent)?),+ } in JSON $crate::wire::shape::Shape::Record(&[$(
            $crate::wire::shape::Field {
                key: $key,
                name: stringify!($field),
                may_lack: $crate::wire_pattern!(may_lack $($absent)?),
                shape: $crate::wire::shape::shape_of(|it: &$type| Some(&it.$field)),
            }
        ),+]));
    };
    ($type:ident { $($key:literal: $field:ident $(= $absent:ident)?),+ $(,)? } in JSON $shape:expr) => {
        impl $crate::wire::Wire for $type {
            fn write(&self, w: &mut $crate::wire::Writer) {
                const { $(assert!($key < 24, "a key is one byte");)+ }
                let Self { $($field),+ } = self;
                let map = w.record();
                $($crate::wire::Wire::write_field($field, w, map, $key);)+
            }

            fn read(r: &mut $crate::wire::Reader<'_>) -> Self {
                let mut map = r.map();
                $(let $field = $crate::wire::Wire::read_field(r, &mut map, $key);)+
                r.close(&map);
                Self { $($field),+ }
            }
        }

        impl $crate::wire::shape::Shaped for $type {
            fn shape() -> &'static $crate::wire::shape::Shape {
                const { &$shape }
            }
        }

        #[cfg(not(target_family = "wasm"))]
        impl $crate::wire::grammar::Described for $type {
            fn describe(g: &mut $crate::wire::grammar::Grammar) -> String {
                g.rule(stringify!($type), |g| g.map(0, |fields| {
                    $(fields.field($key, stringify!($field), |it: &Self| Some(&it.$field));)+
                }))
            }
        }
    };
}

/// An enum as `[number, map]`: `choice!(Type { number: Variant { key: field, … }, … })`; the
/// fields of a tuple variant stand in parentheses, with any name.
#[macro_export]
macro_rules! choice {
    ($type:ident {
        $first:literal: $stand_in:ident $its:tt
        $(, $number:literal: $variant:ident $fields:tt)* $(,)?
    }) => {
        impl $crate::wire::Wire for $type {
            fn write(&self, w: &mut $crate::wire::Writer) {
                w.array(2);
                match self {
                    $crate::wire_pattern!($stand_in $its) => {
                        $crate::wire_pattern!(write w $first $its);
                    }
                    $($crate::wire_pattern!($variant $fields) => {
                        $crate::wire_pattern!(write w $number $fields);
                    })*
                }
            }

            fn read(r: &mut $crate::wire::Reader<'_>) -> Self {
                let (at, number) = r.choice();
                // An unknown number is remembered as such; the first variant stands in.
                #[allow(clippy::manual_range_patterns, reason = "the numbers may have gaps")]
                if !matches!(number, $first $(| $number)*) {
                    r.unknown(at);
                }
                let mut map = r.map();
                let read = match number {
                    $($number => {
                        $crate::wire_pattern!(read r map $fields);
                        $crate::wire_pattern!($variant $fields)
                    })*
                    _ => {
                        $crate::wire_pattern!(read r map $its);
                        $crate::wire_pattern!($stand_in $its)
                    }
                };
                r.close(&map);
                read
            }
        }

        impl $crate::wire::shape::Shaped for $type {
            fn shape() -> &'static $crate::wire::shape::Shape {
                const {
                    &$crate::wire::shape::Shape::Choice(&[
                        $crate::wire_pattern!(shape $type $first $stand_in $its),
                        $($crate::wire_pattern!(shape $type $number $variant $fields)),*
                    ])
                }
            }
        }

        #[cfg(not(target_family = "wasm"))]
        impl $crate::wire::grammar::Described for $type {
            fn describe(g: &mut $crate::wire::grammar::Grammar) -> String {
                g.rule(stringify!($type), |g| $crate::wire::grammar::variants(&[
                    (
                        $first,
                        stringify!($stand_in),
                        g.map(2, |_fields| { $crate::wire_pattern!(describe _fields $stand_in $its); }),
                    ),
                    $((
                        $number,
                        stringify!($variant),
                        g.map(2, |_fields| { $crate::wire_pattern!(describe _fields $variant $fields); }),
                    )),*
                ]))
            }
        }
    };
}

/// The parts of a variant: a pattern or an expression of it, its writing, its reading.
#[doc(hidden)]
#[macro_export]
macro_rules! wire_pattern {
    ($variant:ident { $($key:literal: $field:ident),* $(,)? }) => { Self::$variant { $($field),* } };
    ($variant:ident ()) => { Self::$variant };
    ($variant:ident ($($key:literal: $field:ident),*)) => { Self::$variant($($field),*) };
    (write $w:ident $number:literal {$($key:literal: $field:ident),* $(,)?}) => {
        const { $(assert!($key < 24, "a key is one byte");)* }
        $w.number($number);
        let _map = $w.record();
        $($crate::wire::Wire::write_field($field, $w, _map, $key);)*
    };
    (write $w:ident $number:literal ($($inner:tt)*)) => {
        $crate::wire_pattern!(write $w $number {$($inner)*})
    };
    (read $r:ident $map:ident {$($key:literal: $field:ident),* $(,)?}) => {
        $(let $field = $crate::wire::Wire::read_field($r, &mut $map, $key);)*
    };
    (read $r:ident $map:ident ($($inner:tt)*)) => {
        $crate::wire_pattern!(read $r $map {$($inner)*})
    };
    (may_lack) => { false };
    (may_lack absent) => { true };
    // The functions below are only there for the type of the field.
    (shape $type:ident $number:literal $variant:ident {
        $($key:literal: $field:ident),* $(,)?
    }) => {
        $crate::wire::shape::Variant {
            number: $number,
            name: stringify!($variant),
            fields: $crate::wire::shape::Shape::Record(&[$($crate::wire::shape::Field {
                key: $key,
                name: stringify!($field),
                may_lack: false,
                shape: $crate::wire::shape::shape_of(|it: &$type| match it {
                    $type::$variant { $field, .. } => Some($field),
                    #[allow(unreachable_patterns, reason = "there may be one variant only")]
                    _ => None,
                }),
            }),*]),
        }
    };
    (shape $type:ident $number:literal $variant:ident ($($key:literal: $field:ident)?)) => {
        $crate::wire::shape::Variant {
            number: $number,
            name: stringify!($variant),
            fields: $crate::wire::shape::Shape::Record(&[$($crate::wire::shape::Field {
                key: $key,
                name: "",
                may_lack: false,
                shape: $crate::wire::shape::shape_of(|it: &$type| match it {
                    $type::$variant($field) => Some($field),
                    #[allow(unreachable_patterns, reason = "there may be one variant only")]
                    _ => None,
                }),
            })?]),
        }
    };
    (describe $f:ident $variant:ident {$($key:literal: $field:ident),* $(,)?}) => {
        $($f.field($key, stringify!($field), |it: &Self| match it {
            Self::$variant { $field, .. } => Some($field),
            _ => None,
        });)*
    };
    (describe $f:ident $variant:ident ()) => {};
    (describe $f:ident $variant:ident ($key:literal: $field:ident)) => {
        $f.field($key, "", |it: &Self| match it {
            Self::$variant($field) => Some($field),
            #[allow(unreachable_patterns, reason = "there may be one variant only")]
            _ => None,
        });
    };
}

/// An enum without fields as its number: `names!(Type { number: Variant, … })`.
#[macro_export]
macro_rules! names {
    ($type:ident { $first:literal: $stand_in:ident $(, $number:literal: $variant:ident)* $(,)? }) => {
        impl $crate::wire::Wire for $type {
            fn write(&self, w: &mut $crate::wire::Writer) {
                w.number(match self {
                    Self::$stand_in => $first,
                    $(Self::$variant => $number,)*
                });
            }

            fn read(r: &mut $crate::wire::Reader<'_>) -> Self {
                let (at, number) = (r.at(), r.number());
                match number {
                    $first => Self::$stand_in,
                    $($number => Self::$variant,)*
                    _ => {
                        r.unknown(at);
                        Self::$stand_in
                    }
                }
            }
        }

        impl $crate::wire::shape::Shaped for $type {
            fn shape() -> &'static $crate::wire::shape::Shape {
                const {
                    &$crate::wire::shape::Shape::Names(&[
                        ($first, stringify!($stand_in)),
                        $(($number, stringify!($variant))),*
                    ])
                }
            }
        }

        #[cfg(not(target_family = "wasm"))]
        impl $crate::wire::grammar::Described for $type {
            fn describe(g: &mut $crate::wire::grammar::Grammar) -> String {
                g.rule(stringify!($type), |_| $crate::wire::grammar::names(&[
                    ($first, stringify!($stand_in)),
                    $(($number, stringify!($variant))),*
                ]))
            }
        }
    };
}

/// A newtype as what is in it: `same!(Type)`; what JSON has of it, where it is a number no longer,
/// is said as `same!(Type in JSON shape)`.
#[macro_export]
macro_rules! same {
    ($type:ident in JSON $shape:expr) => {
        impl $crate::wire::shape::Shaped for $type {
            fn shape() -> &'static $crate::wire::shape::Shape {
                const { &$shape }
            }
        }

        impl $crate::wire::Wire for $type {
            fn write(&self, w: &mut $crate::wire::Writer) {
                $crate::wire::Wire::write(&self.0, w);
            }

            fn read(r: &mut $crate::wire::Reader<'_>) -> Self {
                Self($crate::wire::Wire::read(r))
            }

            fn write_field(
                &self,
                w: &mut $crate::wire::Writer,
                map: $crate::wire::OpenMap,
                key: u8,
            ) {
                $crate::wire::Wire::write_field(&self.0, w, map, key);
            }

            fn read_field(
                r: &mut $crate::wire::Reader<'_>,
                map: &mut $crate::wire::Map,
                key: u8,
            ) -> Self {
                Self($crate::wire::Wire::read_field(r, map, key))
            }
        }

        #[cfg(not(target_family = "wasm"))]
        impl $crate::wire::grammar::Described for $type {
            fn describe(g: &mut $crate::wire::grammar::Grammar) -> String {
                $crate::wire::grammar::newtype(stringify!($type), g, |it: &Self| &it.0)
            }

            fn may_lack() -> bool {
                $crate::wire::grammar::newtype_may_lack(|it: &Self| &it.0)
            }

            fn describe_present(g: &mut $crate::wire::grammar::Grammar) -> String {
                $crate::wire::grammar::newtype_present(stringify!($type), g, |it: &Self| &it.0)
            }
        }
    };
}

pub use {choice, names, record, same};
