import type { ReactNode } from 'react';
import { PageHeader } from '@/components/ui/page-header';
import { Stepper } from '@/components/ui/stepper';

type AddFrameProps = { title: string; step: 'profile' | 'admin'; children: ReactNode };

/** The two steps of Add customer, with the stepper on the left. */
export function AddFrame({ title, step, children }: AddFrameProps) {
  const isProfile = step === 'profile';
  return (
    <>
      <PageHeader title={title} path={[{ label: 'Customers', href: '/customers' }, { label: title }]} />
      <div className="grid gap-8 lg:grid-cols-[14rem_minmax(0,1fr)]">
        <Stepper
          label="Steps"
          steps={[
            {
              key: 'profile',
              label: 'Customer profile',
              state: isProfile ? 'due' : 'done',
              current: isProfile,
            },
            {
              key: 'admin',
              label: 'Invite admin user',
              state: isProfile ? 'later' : 'due',
              current: !isProfile,
            },
          ]}
        />
        <div className="flex max-w-[40rem] flex-col gap-6">{children}</div>
      </div>
    </>
  );
}
