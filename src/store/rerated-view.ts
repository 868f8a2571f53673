import type { View } from './views.ts';

export const RERATED: View = {
  name: 'rerated',
  comment:
    'One row per event whose contract, rule, quantity, included part or amount was changed by a later run.',
  sql: `SELECT e.run_key AS run, n.command, n.started_at AS run_started_at, e.event_id, e.month,
      c.customer_id, o.contract_id AS old_contract_id, c.contract_id AS new_contract_id,
      p.rule AS old_rule, q.rule AS new_rule, e.old_quantity, e.new_quantity,
      e.old_included, e.new_included, e.old_amount, e.new_amount
    FROM rerated_events e
    LEFT JOIN runs n ON n.run_key = e.run_key
    LEFT JOIN contracts o ON o.contract_key = e.old_contract_key
    LEFT JOIN contracts c ON c.contract_key = coalesce(e.new_contract_key, e.old_contract_key)
    LEFT JOIN rules p ON p.rule_key = e.old_rule_key
    LEFT JOIN rules q ON q.rule_key = e.new_rule_key`,
  columns: {
    run: 'number of the run that changed the event',
    command: 'what it was: rate (a late record, or changed reference data), rerate or recycle',
    run_started_at: 'when it began, UTC',
    event_id: 'the event',
    month: 'its calendar month in Paris, first day',
    customer_id: 'customer of the contract it is under now, or was',
    old_contract_id: 'contract before; NULL when the event had none',
    new_contract_id: 'contract since; the old one when the event is suspended now',
    old_rule: 'rule before; NULL when the event was suspended',
    new_rule: 'rule since; NULL when the event is suspended now',
    old_quantity: 'quantity before, in the unit of view usage',
    new_quantity: 'quantity since',
    old_included: 'part covered by an allowance or free before',
    new_included: 'the same since',
    old_amount:
      'euros excluding tax before; NULL also where only the close of the month prices the event',
    new_amount: 'euros excluding tax since',
  },
};
