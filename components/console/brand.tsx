import { cx } from '@/components/ui/cx';

/** The mark: a main stream and the two that join it. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 32 32"
      width="28"
      height="28"
      className={cx('shrink-0', className)}
    >
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g fill="none" className="stroke-accent-ink" strokeLinecap="round">
        <path d="M7 8.5c6 0 6.5 7.5 11 7.5h7" strokeWidth="3" />
        <path d="M7 16h9" strokeWidth="2" opacity="0.75" />
        <path d="M7 23.5c5 0 6-5 9.5-6.75" strokeWidth="2" opacity="0.75" />
      </g>
    </svg>
  );
}

/** The mark with the product's name. */
export function Brand({ className }: { className?: string }) {
  return (
    <span
      className={cx('inline-flex items-center gap-2.5 text-base font-semibold tracking-tight', className)}
    >
      <BrandMark />
      Tributary
    </span>
  );
}
