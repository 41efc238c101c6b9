//! Every limit on size, in one place. The limits are the contract; fuel is only a safety net.
//!
//! Each has a test just under and just over.

/// Bytes of an identifier.
pub const MAX_ID_BYTES: usize = 64;
/// Bytes of a free text in a policy, such as a tier's name.
pub const MAX_TEXT_BYTES: usize = 200;
/// Bytes that one call of the raw door takes in.
pub const MAX_INPUT_BYTES: usize = 4 * 1024 * 1024;
/// How deep a policy document may nest.
pub const MAX_DEPTH: usize = 16;
/// Fields of one table of a policy document: none that has a meaning comes near.
pub const MAX_TABLE_FIELDS: usize = 256;

/// Lines of one cart.
pub const MAX_CART_LINES: usize = 200;
/// Facts about the member that one cart states.
pub const MAX_CART_FACTS: usize = 8;
/// Units of one line.
pub const MAX_QUANTITY: u32 = 9_999;
/// Labels of one line.
pub const MAX_LINE_LABELS: usize = 8;

/// Orders of one member that are neither settled nor closed.
pub const MAX_OPEN_ORDERS: usize = 64;
/// Lots of points that one member may have, open orders counted as the lot that each will earn.
pub const MAX_LOTS: usize = 512;
/// Purchases of one member that may still be given back, open orders counted as those that they
/// become.
pub const MAX_SALES: usize = 128;
/// Lines of all those purchases together.
pub const MAX_SALE_LINES: usize = 2_000;
/// Purchases made outside that wait for a review, of one member.
pub const MAX_WAITING_CLAIMS: usize = 16;
/// Chargebacks of one purchase that stand.
pub const MAX_CHARGEBACKS: usize = 4;
/// Refunds of one purchase that are under way at once.
pub const MAX_OPEN_REFUNDS: usize = 8;
/// What may pay a part of an order beside points and cash, of one policy.
pub const MAX_TENDERS: usize = 8;
/// Reasons for refunds of one policy.
pub const MAX_REFUND_REASONS: usize = 32;
/// Adjustments of one member that wait for a second person.
pub const MAX_WAITING_ADJUSTMENTS: usize = 16;
/// Redemptions of one member that wait for their cash.
pub const MAX_OPEN_REDEMPTIONS: usize = 16;
/// Offers of which a member's state knows how many units the member took: those taken last.
pub const MAX_OFFERS_TAKEN: usize = 256;
/// Vouchers of one member, those of redemptions that wait for their cash counted.
pub const MAX_VOUCHERS: usize = 32;
/// Members of one household.
pub const MAX_HOUSEHOLD_MEMBERS: usize = 10;
/// Invitations of one household that wait.
pub const MAX_INVITATIONS: usize = 16;
/// Lots in the pool of one household.
pub const MAX_POOL_LOTS: usize = 256;
/// Categories of goods that one voucher may be for.
pub const MAX_VOUCHER_CATEGORIES: usize = 16;
/// Units of one offer that are kept for a payment at once.
pub const MAX_KEPT_UNITS: usize = 256;
/// Days that a member who is taken over may bring along, the sum of all earlier ones among them.
pub const MAX_IMPORTED_DAYS: usize = 1_200;
/// What counts toward limits of a member who is taken over, each limit by its period.
pub const MAX_IMPORTED_COUNTS: usize = 512;
/// Tasks that a member who is taken over may bring along.
pub const MAX_IMPORTED_TASKS: usize = 256;
/// Days of a qualification window.
pub const MAX_WINDOW_DAYS: u16 = 1_100;

/// Versions in one set of policies.
pub const MAX_POLICY_VERSIONS: usize = 200;
/// Tiers of one policy.
pub const MAX_TIERS: usize = 16;
/// Ways to one tier, or to keep it.
pub const MAX_TIER_WAYS: usize = 8;
/// Months of a qualification window.
pub const MAX_WINDOW_MONTHS: u16 = 36;
/// Reasons for which a policy lets a tier be set by hand.
pub const MAX_TIER_REASONS: usize = 32;
/// Earning rules of one policy.
pub const MAX_EARN_RULES: usize = 32;
/// Activities of one policy.
pub const MAX_ACTIVITIES: usize = 64;
/// Caps on earning of one policy.
pub const MAX_CAPS: usize = 16;
/// Caps that name rules or activities of which a member's state knows what counts: those that
/// counted last.
pub const MAX_COUNTED_CAPS: usize = 32;
/// How deep the conditions of a rule or an activity may stand within each other.
pub const MAX_CONDITION_DEPTH: usize = 4;
/// Conditions of one rule or activity, those within others counted.
pub const MAX_CONDITIONS: usize = 32;
/// Multipliers that may act on one line, its tier's among them.
pub const MAX_MULTIPLIERS_PER_LINE: usize = 8;
/// Entries of one list in a scope (goods, categories, labels).
pub const MAX_SCOPE_ENTRIES: usize = 1_000;
/// Uses of entitlements of one member that may still be taken back: the last ones.
pub const MAX_ENTITLEMENT_USES: usize = 64;
/// Benefits of which a member's state knows how many times each was used: those used last.
pub const MAX_USE_COUNTS: usize = 128;
/// Benefits of one tier, included ones counted.
pub const MAX_BENEFITS: usize = 32;
/// Offers of the mall of one policy.
pub const MAX_OFFERS: usize = 64;
/// Attributes of members that one policy lets carts state.
pub const MAX_FACTS: usize = 64;
/// Tasks of one policy.
pub const MAX_TASKS: usize = 64;
/// Draws of one policy.
pub const MAX_DRAWS: usize = 32;
/// Prizes of one draw, by kind.
pub const MAX_DRAW_PRIZES: usize = 32;
/// Wins of one draw: prizes by quantity, those drawn again counted again.
pub const MAX_DRAWN: usize = 1_000;
/// Entries into one draw.
pub const MAX_DRAW_ENTRIES: u32 = 1_000_000;
/// Entries of one member into draws that are not over.
pub const MAX_MEMBER_ENTRIES: usize = 64;
/// Reasons that a policy may list for adjustments.
pub const MAX_ADJUSTMENT_REASONS: usize = 64;
/// Reminders that a policy may give before points expire.
pub const MAX_REMINDERS: usize = 4;
/// Lengths of validity of one policy.
pub const MAX_VALIDITY_LENGTHS: usize = 4;
/// Documents that a member must agree to.
pub const MAX_CONSENTS: usize = 8;
/// Changes of the offset from UTC that a zone may list.
pub const MAX_ZONE_TRANSITIONS: usize = 500;

/// Findings that one check of a policy reports; the last of a longer list says so.
pub const MAX_FINDINGS: usize = 100;

/// The last moment that is one: the end of the year 2199, in milliseconds since 1970.
pub const MAX_MOMENT_MS: i64 = 7_258_118_399_999;

/// Policy sets that one instance holds at once.
pub const MAX_POLICY_HANDLES: usize = 16;
/// Member snapshots that one instance holds at once.
pub const MAX_MEMBER_HANDLES: usize = 1_024;
