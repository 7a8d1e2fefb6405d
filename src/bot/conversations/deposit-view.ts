// How each step of the deposit dialog looks. Pure.
import type { View } from '../../app/ports.ts';
import { termOf } from '../../domain/product.ts';
import {
  type Share,
  type StepFrame,
  viewDepositAmountStep,
  viewReadingStep,
  viewRenewStep,
  viewTermStep,
  viewTypeAmountStep,
} from '../views/dialog-steps.ts';
import type { Reader } from '../views/reader.ts';
import { type DepositFacts, type DepositStep, sharesOf } from './deposit.ts';
import { noteText } from './step.ts';

function shareButtons(reader: Reader, facts: DepositFacts): readonly Share[] {
  const { min, max } = reader.text.deposit;
  const shares = sharesOf(facts);
  return [
    { part: 'min', label: min, amount: shares.min },
    { part: '25', label: '25%', amount: shares.quarter },
    { part: '50', label: '50%', amount: shares.half },
    { part: 'all', label: max, amount: shares.max },
  ];
}

export function viewDepositStep(reader: Reader, step: DepositStep, flowId: string): View {
  const { facts } = step;
  const { product, account } = facts;
  const note = noteText(reader, step.note, {
    currency: product.currency,
    environment: account.environment,
  });
  const several = product.rates.length > 1;
  const frame: StepFrame = {
    flowId,
    account,
    note,
    canGoBack: step.at !== 'term' && (step.at !== 'amount' || several),
  };
  switch (step.at) {
    case 'term':
      return viewTermStep(reader, product, frame);
    case 'amount': {
      const rate = termOf(product, step.days)?.rate ?? product.minSize;
      const shares = shareButtons(reader, facts);
      return viewDepositAmountStep(
        reader,
        { product, days: step.days, rate, free: facts.free, shares },
        frame,
      );
    }
    case 'reading':
      return viewReadingStep(
        reader,
        { typed: step.typed, currency: product.currency, readings: step.readings },
        frame,
      );
    case 'renew':
      return viewRenewStep(reader, { product, amount: step.amount }, frame);
    case 'type_amount':
      return viewTypeAmountStep(
        reader,
        { verb: 'deposit', amount: step.amount, currency: product.currency, loss: false, warnings: [] },
        frame,
      );
  }
}
