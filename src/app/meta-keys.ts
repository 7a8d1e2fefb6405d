// Names under which the use cases keep single values.

/** '1' while all money moves are paused. */
export const PAUSED_KEY = 'money_paused';
/** Keyed hash of the standing owner claim; the payload itself is printed and never stored. */
export const OWNER_CLAIM_KEY = 'owner_claim';
