//! Which goods a rule is about.

use serde::Serialize;

use crate::cart::Line;
use crate::document::Reader;
use crate::id::{Brand, Category, Label, Sku};
use crate::limits::MAX_SCOPE_ENTRIES;
use crate::wire::record;

/// Goods, by what they must be and what they must not be. An empty list asks for nothing.
///
/// A line is in scope when it is in every list of `only_…` that is not empty, and in no list of
/// `not_…`. Each list is sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// Only these articles.
    pub only_skus: Vec<Sku>,
    /// Only these categories.
    pub only_categories: Vec<Category>,
    /// Only goods with one of these labels.
    pub only_labels: Vec<Label>,
    /// Not these articles.
    pub not_skus: Vec<Sku>,
    /// Not these categories.
    pub not_categories: Vec<Category>,
    /// Not goods with one of these labels.
    pub not_labels: Vec<Label>,
    /// Only goods of one of these brands.
    pub only_brands: Vec<Brand>,
    /// Not goods of one of these brands.
    pub not_brands: Vec<Brand>,
}

record!(Scope {
    0: only_skus,
    1: only_categories,
    2: only_labels,
    3: not_skus,
    4: not_categories,
    5: not_labels,
    6: only_brands,
    7: not_brands
});

impl Scope {
    /// Whether a line is in scope.
    #[must_use]
    pub fn covers(&self, line: &Line) -> bool {
        // Most scopes name one thing or two: a list that is empty is passed by unread.
        let labelled = |labels: &[Label]| line.labels.iter().any(|label| lists(labels, label));
        let branded = |brands: &[Brand]| line.brand.as_ref().is_some_and(|b| lists(brands, b));
        (self.only_categories.is_empty() || lists(&self.only_categories, &line.category))
            && (self.only_skus.is_empty() || lists(&self.only_skus, &line.sku))
            && (self.only_labels.is_empty() || labelled(&self.only_labels))
            && (self.not_skus.is_empty() || !lists(&self.not_skus, &line.sku))
            && (self.not_categories.is_empty() || !lists(&self.not_categories, &line.category))
            && (self.not_labels.is_empty() || !labelled(&self.not_labels))
            && (self.only_brands.is_empty() || branded(&self.only_brands))
            && (self.not_brands.is_empty() || !branded(&self.not_brands))
    }

    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let most = MAX_SCOPE_ENTRIES;
        Self {
            only_skus: r.ids("only_skus", most, "only these articles", Sku::new),
            only_categories: r.ids(
                "only_categories",
                most,
                "only these categories",
                Category::new,
            ),
            only_labels: r.ids(
                "only_labels",
                most,
                "only goods with one of these",
                Label::new,
            ),
            not_skus: r.ids("not_skus", most, "not these articles", Sku::new),
            not_categories: r.ids(
                "not_categories",
                most,
                "not these categories",
                Category::new,
            ),
            not_labels: r.ids(
                "not_labels",
                most,
                "not goods with one of these",
                Label::new,
            ),
            only_brands: r.ids("only_brands", most, "only these brands", Brand::new),
            not_brands: r.ids("not_brands", most, "not these brands", Brand::new),
        }
    }
}

/// Whether a sorted list has an id. A short one is compared through: most ids differ in length.
fn lists<T: Ord>(list: &[T], id: &T) -> bool {
    if list.len() <= 8 {
        return list.contains(id);
    }
    list.binary_search(id).is_ok()
}
