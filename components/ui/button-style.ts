import { cx } from '@/components/ui/cx';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';
export type ButtonSize = 'sm' | 'md' | 'lg';
export type ButtonLook = { variant?: ButtonVariant; size?: ButtonSize; className?: string };

const VARIANTS = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-strong',
  secondary: 'border border-edge/55 bg-surface text-ink hover:border-edge hover:bg-sunken',
  quiet: 'text-accent hover:bg-accent-soft',
  danger: 'bg-bad text-accent-ink hover:bg-bad-strong',
} as const satisfies Record<ButtonVariant, string>;

const SIZES = {
  sm: 'min-h-8 gap-1.5 px-2.5 text-xs',
  md: 'min-h-9 gap-2 px-3.5 text-sm',
  lg: 'min-h-11 gap-2 px-5 text-base',
} as const satisfies Record<ButtonSize, string>;

/** The look of a button, also for what is a link or a summary but acts as one. */
export function buttonStyle({ variant = 'secondary', size = 'md', className }: ButtonLook = {}): string {
  return cx(
    'inline-flex items-center justify-center rounded py-1 text-center font-medium no-underline transition-colors select-none',
    'aria-disabled:cursor-default aria-disabled:opacity-60 disabled:cursor-default disabled:opacity-60',
    VARIANTS[variant],
    SIZES[size],
    className,
  );
}
