// Random values for the properties of the exchange client.
import fc from 'fast-check';

/** Decimal text as a person or the exchange would write it, within the stored precision. */
export const decimalText = fc
  .tuple(
    fc.boolean(),
    fc.bigInt({ min: 0n, max: 10n ** 24n - 1n }),
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 24 }),
  )
  .map(([isNegative, integer, fraction]) => `${isNegative ? '-' : ''}${integer}.${fraction.join('')}`);
