import type { ReactNode } from 'react';
import { Icon, type IconName } from '@/components/ui/icon';

type EmptyStateProps = {
  /** One sentence on what will be here. */
  children: ReactNode;
  /** One button. */
  action?: ReactNode;
  icon?: IconName;
};

/** What a list shows while it is empty. */
export function EmptyState({ children, action, icon }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-4 rounded border border-dashed border-edge/60 px-6 py-12 text-center">
      {icon && <Icon name={icon} className="size-5 text-muted" />}
      <p className="max-w-md text-muted">{children}</p>
      {action}
    </div>
  );
}
