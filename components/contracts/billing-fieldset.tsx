'use client';

import { useContext } from 'react';
import { Disclosure } from '@/components/ui/disclosure';
import { FormStateContext } from '@/components/ui/form-context';
import { Input } from '@/components/ui/input';
import { billingFields } from '@/lib/billing-fields';
import type { BillingDetails } from '@/lib/contracts';

/** Billing details, folded away; they unfold by themselves when one of them is wrong. */
export function BillingFieldset({ values }: { values: BillingDetails | null }) {
  const { fieldErrors = {} } = useContext(FormStateContext);
  const isWrong = Object.keys(fieldErrors).some((name) => name.startsWith('billing.'));
  return (
    <Disclosure
      key={isWrong ? 'wrong' : 'fine'}
      open={isWrong}
      look="card"
      summary={
        <span>
          Billing details <span className="font-normal text-muted">(optional, kept for reference)</span>
        </span>
      }
    >
      <div className="grid gap-5 sm:grid-cols-2">
        {billingFields.map((field) => (
          <Input
            key={field.name}
            name={`billing.${field.name}`}
            type={field.type}
            label={field.label}
            maxLength={field.max}
            defaultValue={values?.[field.name] ?? ''}
            autoComplete="off"
          />
        ))}
      </div>
    </Disclosure>
  );
}
