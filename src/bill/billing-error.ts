/** What was asked cannot be billed: exit 2, and the message says what to do. */
export class BillingError extends Error {
  override name = 'BillingError';
}
