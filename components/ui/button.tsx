import type { ComponentProps, ReactNode } from 'react';
import { type ButtonLook, buttonStyle } from '@/components/ui/button-style';
import { Icon, type IconName } from '@/components/ui/icon';

type ButtonProps = ButtonLook & { icon?: IconName } & ComponentProps<'button'>;

/** A button that does something here. `icon` stands before the words. For the end of a form use SubmitButton. */
export function Button({ variant, size, icon, className, children, type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} className={buttonStyle({ variant, size, className })} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

type ButtonLinkProps = ButtonLook & {
  href: string;
  icon?: IconName;
  /** Opens a new tab and says so. */
  newTab?: boolean;
  download?: boolean | string;
  children: ReactNode;
  'aria-label'?: string;
};

/** A link that looks like a button: it goes somewhere. A plain anchor, so it works before and without JavaScript. */
export function ButtonLink(props: ButtonLinkProps) {
  const { variant, size, icon, className, newTab, children, ...rest } = props;
  return (
    <a
      className={buttonStyle({ variant, size, className })}
      {...(newTab ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
      {...rest}
    >
      {icon && <Icon name={icon} />}
      {children}
      {newTab && (
        <>
          <Icon name="external" />
          <span className="sr-only">(opens a new tab)</span>
        </>
      )}
    </a>
  );
}
