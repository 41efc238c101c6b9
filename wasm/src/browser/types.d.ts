/** Money in minor units of the policy's currency: a whole number within ±(2^53 − 1). */
export type Money = number;
/** Loyalty points: a whole number within ±(2^53 − 1). */
export type Points = number;
/** A moment: an RFC 3339 text in UTC, such as `2026-11-23T12:00:00Z`. */
export type MomentText = string;

/** One line of a cart: so many units of one article. */
export interface Line {
  /** The article: 1 to 64 of the characters `A-Z a-z 0-9 . _ : -`. */
  sku: string;
  /** Its category. */
  category: string;
  /** Units, 1 to 9,999. */
  quantity: number;
  /** Price of one unit, tax included; not negative. */
  unit_price_minor: Money;
  /** Taken off the whole line by the shop; at most its price. */
  discount_minor?: Money | null;
  /** The tax contained in what is left. */
  tax_minor?: Money | null;
  /** Labels of the article, at most 8. */
  labels?: string[];
  /** Its brand. */
  brand?: string | null;
}

/** A cart, and the points that the shopper would like to use on it. */
export interface Cart {
  /** The lines, 1 to 200. */
  lines: Line[];
  /** Points to use as offset; none where absent. */
  offset_points?: Points | null;
  /** Shipping: paid in cash, never offset, never earning. */
  shipping_minor?: Money | null;
  /** The channel that the order comes through. */
  channel?: string | null;
  /** A voucher of the member, taken off the goods before points. */
  voucher?: string | null;
  /** Coarse facts about the member, such as `birthday`; at most 8. */
  facts?: string[];
  /** True where shipping is to be paid although it could be free, to keep that for another order. */
  pay_shipping?: boolean | null;
  /** What pays a part beside points and cash, such as a gift card, each at most once. */
  tenders?: TenderPart[];
}

/** So much that a tender pays, or gets back. */
export interface TenderPart {
  /** The tender, by its id in the policy. */
  tender: string;
  /** Above 0. */
  amount_minor: Money;
}

/** What a tender paid of an order. */
export interface PaidTender {
  tender: string;
  amount_minor: Money;
  /** What went back to it so far; null where nothing did. */
  back_minor: Money | null;
}

/** One line of a quote, in the cart's order. */
export interface QuotedLine {
  /** Price times quantity less the line's discount. */
  net_minor: Money;
  /** Whether points may offset this line. */
  offset_eligible: boolean;
  /** The line's share of the offset. */
  offset_minor: Money;
  /** What the line's points are reckoned on. */
  basis_minor: Money;
  /** Points that the line earns. */
  earn_points: Points;
  /** The line's part of what the tier's discounts take off; null where they take nothing. */
  tier_discount_minor: Money | null;
  /** The line's part of the rebate; null where it has none. */
  rebate_points: Points | null;
  /** The line's part of what is paid by tenders that do not count; null where none of them pays for it. */
  uncounted_minor: Money | null;
}

/** What held the usable points down. */
export type OffsetLimit = "balance" | "share" | "most_points" | "least_cash";

/** The offset part of a quote. Clause 6.2.1b. */
export interface QuotedOffset {
  /** Points asked for. */
  asked_points: Points;
  /** Points used. */
  points: Points;
  /** What they take off the price. */
  value_minor: Money;
  /** The most points that this cart and member could use now; 0 where none. */
  most_points: Points;
  /** The least that may be used at all; 0 where there is no offset. */
  least_points: Points;
  /** Points are used in multiples of this; 0 where there is no offset. */
  step_points: Points;
  /** What holds `most_points` down. */
  limited_by: OffsetLimit | null;
}

/** The way to a higher tier, where tiers go by spend. */
export interface NextTierBySpend {
  /** The tier's id. */
  tier: string;
  /** The qualifying spend that it asks for. */
  enter_minor: Money;
  /** The spend still missing before this order. */
  missing_minor: Money;
  /** The spend still missing once this order is paid; 0 when it lifts. */
  missing_after_minor: Money;
  enter_points: null;
  missing_points: null;
  missing_after_points: null;
}

/** The way to a higher tier, where tiers go by qualifying points. */
export interface NextTierByPoints {
  /** The tier's id. */
  tier: string;
  enter_minor: null;
  missing_minor: null;
  missing_after_minor: null;
  /** The qualifying points that it asks for. */
  enter_points: Points;
  /** The qualifying points still missing before this order. */
  missing_points: Points;
  /** The qualifying points still missing once this order is paid; 0 when it lifts. */
  missing_after_points: Points;
}

/** The way to a higher tier: in money or in points, never in both. */
export type NextTier = NextTierBySpend | NextTierByPoints;

/** The tier part of a quote. Clause 3.1. */
export interface QuotedTier {
  /** The tier held now. */
  tier: string;
  /** The tier held once this order is paid. */
  tier_after: string;
  /** Qualifying spend within the window before this order. */
  spend_minor: Money;
  /** What this order adds to it when paid. */
  adds_minor: Money;
  /** The next tier above the one held now; null at the highest. */
  next: NextTier | null;
  /** Qualifying points within the window before this order; null where tiers go by spend. */
  qualifying_points: Points | null;
  /** What this order adds to them when paid; null where tiers go by spend. */
  adds_points: Points | null;
}

/** A named number, identifier or moment. */
export type Fact = number | string;

/** An act that the rules refuse. */
export interface Refusal {
  /** The number, never reused. */
  code: number;
  /** The stable name, as texts are keyed by it. */
  name: string;
  /** The clause of the measures that it rests on. */
  clause: string;
  /** Whether the same request, sent again later, can have another answer. */
  retry: "changed" | "later" | "never";
  /** The facts that it rests on, and those that would change it. */
  facts: Record<string, Fact>;
}

/** The cap that held down what an order earns. */
export interface EarnCap {
  /** The cap, by its id in the policy. */
  cap: string;
  /** What it is for. */
  period: "order" | "day" | "week" | "month" | "year" | "lifetime" | "balance";
  /** Whether the order earns up to the cap, or nothing. */
  over: "take" | "refuse";
  /** Points that the cap left for this order. */
  room_points: Points;
  /** Points that the order would earn without caps. */
  uncapped_points: Points;
}

/** The whole answer to a cart. */
export interface Quote {
  /** The version of the policy that governs. */
  policy_version: number;
  /** The lines, in the cart's order. */
  lines: QuotedLine[];
  /** The goods, before points. */
  goods_minor: Money;
  /** Shipping. */
  shipping_minor: Money;
  /** The offset. */
  offset: QuotedOffset;
  /** What is left to pay in cash. */
  cash_minor: Money;
  /** Points that the order earns when paid. */
  earn_points: Points;
  /** When the earned points expire, if it were paid now; null where never or not known yet. */
  earn_expires_at: MomentText | null;
  /** Points available before this order. */
  available_points: Points;
  /** The tier. */
  tier: QuotedTier;
  /** Why placing this order now would be refused; null where it would not. */
  refusal: Refusal | null;
  /** What held down the points that the order earns; null where no cap did. */
  earn_cap: EarnCap | null;
  /** The parts of points that are carried; null where the policy drops them. */
  remainder: {
    /** What earlier orders left, and this one earns with. */
    before: Remainder;
    /** What is carried on once this order is paid, where nothing else happens. */
    after: Remainder;
  } | null;
  /** The voucher that is used; null where none is. Lines and goods are what it leaves. */
  voucher: { voucher: string; value_minor: Money } | null;
  /** What the activities that act and have a budget give, in the order of the policy. */
  budgets: QuotedBudget[];
  /** The discounts of the tier held that act. Lines and goods are what they leave. */
  discounts: TierDiscount[];
  /** The free shipping of the tier held; null where it has none, or nothing is shipped for money. */
  free_shipping: QuotedShipping | null;
  /** The points that the order gives back once it is settled; null where it gives none. */
  rebate: { benefit: string; points: Points } | null;
  /** What pays a part beside points and cash, in the order of the cart. */
  tenders: { tender: string; amount_minor: Money; counts: boolean }[];
}

/** What an activity with a budget gives to an order. Clause 6.1.1b. */
export interface QuotedBudget {
  activity: string;
  /** Points that it would give without a budget. */
  wanted_points: Points;
  /** Points that it has left for this order. */
  room_points: Points;
  /** Points that it gives. */
  points: Points;
  /** What becomes of an order that would take more than is left. */
  over: "take" | "refuse";
  /** Which budget held it down: the member's own or that of all; null where none did. */
  limited_by: "member" | "all" | null;
}

/** The civil periods in which things are counted. */
export type CountedPeriod = "day" | "week" | "month" | "year" | "lifetime";

/** What one discount of the tier takes off. */
export interface TierDiscount {
  benefit: string;
  /** What the goods that it acts on cost before it. */
  goods_minor: Money;
  value_minor: Money;
}

/** The free shipping of the tier, and whether a cart gets it. */
export interface QuotedShipping {
  benefit: string;
  /** What shipping costs without it. */
  full_minor: Money;
  is_free: boolean;
  /** What the goods are short of the least that they must cost. */
  missing_minor: Money;
  /** Orders in the period; null where they are not counted out. */
  most: number | null;
  period: CountedPeriod | null;
  /** How many of them are left before this order. */
  left: number | null;
  /** When the next period begins. */
  again_at: MomentText | null;
}

/** What the tier gave an order. */
export interface OrderBenefits {
  tier: string;
  discounts: TierDiscount[];
  shipping: {
    benefit: string;
    saved_minor: Money;
    period: CountedPeriod | null;
    since: number | null;
  } | null;
  rebate: { benefit: string; points: Points } | null;
}

/** A benefit that a member has; what it is worth stands in the policy. */
export interface HeldBenefit {
  benefit: string;
  kind: "access" | "discount" | "free_shipping" | "rebate" | "quota" | "priority";
  /** How early the member is served, 0 to 9. */
  level: number | null;
  /** How many times in the period; null where that is not counted. */
  most: number | null;
  period: CountedPeriod | null;
  left: number | null;
  again_at: MomentText | null;
}

/** One step of the way to an answer. */
export interface Step {
  /** The clause that it rests on. */
  clause: string;
  /** What was done, such as `earn_rate`: texts are keyed by it. */
  topic: string;
  /** The rule of the policy that did it. */
  rule: string | null;
  /** The line of the cart, from 0. */
  line: number | null;
  /** The numbers. */
  facts: Record<string, Fact>;
}

/** Every step that led to an answer, and the refusal that they led to. */
export interface Explanation {
  steps: Step[];
  refusal: Refusal | null;
}

/** What earned points wait for. */
export type Pending = { until: MomentText } | { settlement: string };

/** A lot of points: earned together, expiring together. */
export interface Lot {
  id: number;
  points: Points;
  earned_at: MomentText;
  expires_at: MomentText | null;
  pending: Pending | null;
  validity_version: number | null;
  /** The version that it was earned by, where its expiry may still move. */
  valid_by: number | null;
  /** When its validity began; null where that was when it was earned. */
  valid_from: MomentText | null;
}

/** A part of a hold: points of one lot. */
export interface HoldPart {
  lot: number;
  points: Points;
  earned_at: MomentText;
  expires_at: MomentText | null;
  /** The version that the lot was earned by, where its expiry may still move. */
  valid_by: number | null;
  /** When its validity began; null where that was when it was earned. */
  valid_from: MomentText | null;
}

/** An order that is neither settled nor closed. In a snapshot its names are replaced by numbers. */
export interface Order {
  id: string;
  policy_version: number;
  cash_minor: Money;
  qualifying_minor: Money;
  earn_points: Points;
  hold: HoldPart[];
  progress:
    | { placed: { lapses_at: MomentText } }
    | { paid: { payment: string; settles_at: MomentText } }
    | {
        claimed: {
          till_receipt: string;
          /** Who claimed it on the member's behalf; null where the member did. */
          by: string | null;
          review_by: MomentText;
          when_overdue: "wait" | "approve" | "lapse";
        };
      };
  placed_at: MomentText;
  /** The qualifying points that it gives when paid; null where tiers go by spend. */
  qualifying_points: Points | null;
  /** What it sells; null where its policy takes nothing back. */
  sold: Sold | null;
  /** Where its points count toward caps. */
  counted: Counted[];
  /** What it takes of the budgets of activities. */
  budgets: BudgetUse[];
  /** What the tier gives it; null where it gives nothing. */
  benefits: OrderBenefits | null;
  /** What its earning took of the member besides, and leaves; null where nothing. */
  earning: OrderEarning | null;
  /** True where an invoice was asked for. */
  invoice: boolean | null;
  /** What was void before it was paid; null where nothing was. */
  void: { back: GivenBack; hold: HoldPart[] } | null;
}

/** Points that an order takes of the budget of an activity. */
export interface BudgetUse {
  activity: string;
  points: Points;
  /** True where they count in the budget of all members too. */
  shared: boolean | null;
}

/** A part of a point, exact, in lowest terms; below nothing where refunds took back more than was left. */
export interface Remainder {
  num: number;
  den: number;
}

/** What one order's earning took of a member, and leaves. */
export interface OrderEarning {
  /** The remainder that was carried when the order was placed; null where none was. */
  taken: Remainder | null;
  /** The remainder that it leaves once it is paid, less what refunds took back. */
  left: Remainder | null;
  /** Where what single rules and activities give counts, by cap. */
  counted: { cap: string; counted: Counted }[];
}

/** What orders earned in one period that is capped. */
export interface Counted {
  period: "day" | "week" | "month" | "year" | "lifetime";
  /** Its first day, in days since 1970-01-01. */
  since: number;
  points: Points;
}

/** What an order sells, as it was promised. */
export interface Sold {
  lines: {
    line: Line;
    /** Its share of what points took off. */
    offset_minor: Money;
    /** Units that were given back. */
    returned: number;
    /** Units that requests under way ask to give back. */
    asked: number;
    /** Its part of the rebate; null where it has none. */
    rebate_points: Points | null;
    /** Its part of what tenders paid that do not count; null where none did. */
    uncounted_minor: Money | null;
  }[];
  shipping_minor: Money;
  /** The tier by which it earns. */
  tier: string;
  channel: string | null;
  first_purchase: boolean | null;
  /** What the cart stated about the member. */
  facts: string[];
  /** What caps that name rules or activities left when it was placed. */
  rooms: { cap: string; points: Points }[];
  /** What paid a part beside points and cash. */
  tenders: PaidTender[];
}

/** A refund under way. */
export interface Refund {
  id: string;
  reason: string;
  /** Units by line, counted from 0. */
  lines: { line: number; quantity: number }[];
  step:
    | { under_review: { review_by: MomentText; approves_itself: boolean } }
    | { approved: { cash_minor: Money; tenders: TenderPart[] } };
  requested_at: MomentText;
  /** What is sent instead, where the goods are exchanged; empty where they are refunded. */
  exchange: { line: number; quantity: number; sku: string; category: string; unit_price_minor: Money }[];
}

/** What units that came back, or were void, come to. */
export interface GivenBack {
  cash_minor: Money;
  shipping_minor: Money;
  points: Points;
  value_minor: Money;
  clawed_points: Points;
}

/** A paid order of which something may still be given back. */
export interface Sale {
  order: string;
  policy_version: number;
  sold: Sold;
  /** The points that were used, by lot. */
  used: HoldPart[];
  earned_points: Points;
  lot: number | null;
  placed_at: MomentText;
  paid_at: MomentText;
  /** From when on nothing of it can be given back; null until it is settled. */
  closes_at: MomentText | null;
  refunds: Refund[];
  /** What was given back so far, and what was void before it was paid. */
  back: GivenBack;
  counted: Counted[];
  /** What it took of the budgets of activities, less what was given back. */
  budgets: BudgetUse[];
  /** What the tier gave it; null where it gave nothing. */
  benefits: OrderBenefits | null;
  /** The rebate that was given; null where none was, or not yet. */
  rebate: {
    lot: number;
    points: Points;
    clawed_points: Points;
    expired_points: Points;
  } | null;
  /** What its earning took of the member besides, and left; null where nothing. */
  earning: OrderEarning | null;
  /** The till's receipt, where it was bought outside. */
  till_receipt: string | null;
  /** The chargebacks that stand, oldest first. */
  charges: Charge[];
  /** True where an invoice was asked for. */
  invoice: boolean | null;
  /** What it earned and expired unused: nobody owes it. */
  expired_points: Points | null;
}

/** What a bank took back of a purchase, and what it took along. */
export interface Charge {
  id: string;
  amount_minor: Money;
  /** The part of it that was paid for goods; the rest is shipping. */
  goods_minor: Money;
  /** Points that had been used, back to their lots. */
  points: Points;
  value_minor: Money;
  /** Points that were earned, taken back. */
  clawed_points: Points;
  taken: HoldPart[];
  qualifying_points: Points;
  orders: number | null;
  uncounted: boolean | null;
  returned_units: number;
  at: MomentText;
  /** What of the goods' part stopped counting toward tiers; null where all of it did. */
  spend_minor: Money | null;
}

/** An adjustment that waits for a second person. */
export interface WaitingAdjustment {
  adjustment: string;
  /** Negative where it would take points. */
  points: Points;
  reason: string;
  by: string;
  proposed_at: MomentText;
}

/** An entry into a draw. */
export interface DrawEntry {
  draw: string;
  entry: string;
  /** Its place among all entries, from 0. */
  index: number;
  /** The points that it cost, by lot. */
  parts: { lot: number; points: Points; earned_at: MomentText; expires_at: MomentText | null }[];
  /** The civil day on which it was made, in days since 1970-01-01. */
  day: number;
  /** When the last moment to accept a prize of the draw has passed. */
  over_at: MomentText;
}

/** What a member has of the points mall. */
export interface MallHeld {
  /** Redemptions that wait for their cash, oldest first. */
  open: {
    id: string;
    offer: string;
    policy_version: number;
    cash_minor: Money;
    hold: HoldPart[];
    lapses_at: MomentText;
    at: MomentText;
    /** The first day of the period in which it counts, in days since 1970-01-01. */
    counts_since: number | null;
  }[];
  /** Units by offer in the latest period that counted. */
  taken: { offer: string; since: number; units: number }[];
  /** Vouchers, in the order in which they were issued. */
  vouchers: Voucher[];
}

/** A voucher that a member holds: used for one order. */
export interface Voucher {
  id: string;
  /** Money off, or a part of the price. */
  takes_off: { amount: Money } | { share: { num: number; den: number } };
  /** What the goods that it is for must cost at the least. */
  least_minor: Money;
  /** The goods that it is for; all where empty. */
  only_categories: string[];
  /** Whether points may offset a part of the same order. */
  with_points: boolean;
  expires_at: MomentText;
  /** The order that it is on hold for; null where it is free. */
  held_for: string | null;
  /** Days more where an order gives it back when it is over; null where it stays over. */
  revive_days: number | null;
}

/** A member at a moment, everything that fell due by then carried out. */
export interface MemberView {
  member: string;
  at: MomentText;
  policy_version: number;
  tier: {
    id: string;
    since: MomentText;
    review_at: MomentText | null;
    /** True where it is kept by grace only. */
    grace: boolean | null;
    /** True where somebody set it by hand, until the review. */
    by_hand: boolean | null;
  };
  spend_minor: Money;
  next: NextTier | null;
  qualifies_for: string;
  available_points: Points;
  pending_points: Points;
  held_points: Points;
  lots: Lot[];
  orders: Order[];
  expiring: { at: MomentText; points: Points }[];
  next_due: MomentText | null;
  /** Qualifying points within the window; null where tiers go by spend. */
  qualifying_points: Points | null;
  /** Points owed, which what becomes available next pays; null where none are. */
  debt_points: Points | null;
  /** Purchases of which something may still be given back, oldest first. */
  sales: Sale[];
  /** The policy's tasks: what each would give now, and why it may not be completed; null where it may. */
  offered_tasks: { task: string; points: Points; streak: number; refusal: Refusal | null }[];
  /** Adjustments that wait for a second person, oldest first. */
  adjustments: WaitingAdjustment[];
  /** Tasks completed: how many times, and on which civil day last, in days since 1970-01-01. */
  tasks: { task: string; times: number; last_day: number; streak: number }[];
  /** How far it is to the next tier, and to keeping this one. */
  progress: {
    /** Toward the next tier; null at the highest. */
    next: TierProgress | null;
    /** Toward keeping the one held, by what will still count at its review; null where it is not reviewed. */
    keep: TierProgress | null;
    /** What the tier gives, with what is left of it. */
    benefits: HeldBenefit[];
  };
  /** Entries into draws of which a prize may still be accepted, oldest first. */
  entries: DrawEntry[];
  /** What the member has of the points mall; null where nothing is known. */
  mall: MallHeld | null;
  /** The household that the member is in; null where there is none. */
  household: { id: string; since: MomentText } | null;
}

/** The ways to a tier, or to keeping one; each is enough. */
export interface TierProgress {
  tier: string;
  /** When it is decided; null where that is at once. */
  review_at: MomentText | null;
  /** What each way asks for, what counts of it, and what is missing. */
  ways: { measures: TierMeasure[] }[];
}

/** One thing that a tier asks for. Money is in minor units. */
export interface TierMeasure {
  what: "spend_minor" | "orders" | "points" | "activity_points" | "credit" | "invitation";
  needed: number;
  counted: number;
  missing: number;
}

/** All that it takes to see what an entry into a draw came to. Digests: 64 hexadecimal digits. */
export interface DrawProof {
  draw: string;
  /** The prizes, in the order in which they are drawn. */
  prizes: { prize: string; quantity: number }[];
  /** The digest of the seed, published before the first entry. */
  commitment: string;
  /** The root of the tree of entries, published before the seed. */
  root: string;
  /** How many entries there are. */
  count: number;
  /** The seed; null while it is not revealed. */
  seed?: string | null;
  /** The public value that went in; null where the terms name none. */
  beacon?: string | null;
  /** The wins whose prize was drawn again, by their number from 0, in the order in which they were. */
  redrawn?: number[];
  entry: string;
  member: string;
  /** The entry's place among all entries, from 0. */
  index: number;
  /** What stands beside the entry and above it in the tree, from below. */
  path: string[];
}

/** What a proof shows. */
export type Verified =
  /** Nothing: this check failed. */
  | { failed: "not_in_tree" | "seed_differs" | "prizes_disagree" }
  /** The entry takes part, and the seed is not revealed yet. */
  | "takes_part"
  /** The entry won nothing. */
  | "lost"
  /** The entry won a prize: the win of this number, from 0. */
  | { won: { prize: string; number: number } };

/** What every call of this door may throw. */
export interface TiercelError extends Error {
  name: "TiercelError";
  /** `refused`: the rules refused; `bad_input`: what came in is not what it should be. */
  kind: "refused" | "bad_input";
  /** With `refused`: what the rules say. */
  refusal?: Refusal;
  /** With `bad_input`: where, from the outside in, such as `/lines/0/sku`. */
  path?: string;
}
