import * as activity from 'lucide-react/icons/activity';
import * as swap from 'lucide-react/icons/arrow-left-right';
import * as arrowRight from 'lucide-react/icons/arrow-right';
import * as boxes from 'lucide-react/icons/boxes';
import * as building from 'lucide-react/icons/building-complex';
import * as check from 'lucide-react/icons/check';
import * as chevronDown from 'lucide-react/icons/chevron-down';
import * as chevronLeft from 'lucide-react/icons/chevron-left';
import * as chevronRight from 'lucide-react/icons/chevron-right';
import * as circleHelp from 'lucide-react/icons/circle-question-mark';
import * as copy from 'lucide-react/icons/copy';
import * as download from 'lucide-react/icons/download';
import * as ellipsis from 'lucide-react/icons/ellipsis';
import * as external from 'lucide-react/icons/external-link';
import * as contract from 'lucide-react/icons/file-text';
import * as home from 'lucide-react/icons/house';
import * as inbox from 'lucide-react/icons/inbox';
import * as info from 'lucide-react/icons/info';
import * as key from 'lucide-react/icons/key-round';
import * as link from 'lucide-react/icons/link';
import * as lock from 'lucide-react/icons/lock';
import * as signOut from 'lucide-react/icons/log-out';
import * as mail from 'lucide-react/icons/mail';
import * as menu from 'lucide-react/icons/menu';
import * as pencil from 'lucide-react/icons/pencil';
import * as plus from 'lucide-react/icons/plus';
import * as refresh from 'lucide-react/icons/refresh-cw';
import * as history from 'lucide-react/icons/rotate-ccw-clock';
import * as search from 'lucide-react/icons/search';
import * as send from 'lucide-react/icons/send';
import * as settings from 'lucide-react/icons/settings';
import * as shield from 'lucide-react/icons/shield-check';
import * as trash from 'lucide-react/icons/trash';
import * as user from 'lucide-react/icons/user';
import * as users from 'lucide-react/icons/users';
import * as x from 'lucide-react/icons/x';
import { createElement } from 'react';
import { cx } from '@/components/ui/cx';

const modules = {
  activity,
  'arrow-right': arrowRight,
  boxes,
  building,
  check,
  'chevron-down': chevronDown,
  'chevron-left': chevronLeft,
  'chevron-right': chevronRight,
  contract,
  copy,
  download,
  ellipsis,
  external,
  help: circleHelp,
  history,
  home,
  inbox,
  info,
  key,
  link,
  lock,
  mail,
  menu,
  pencil,
  plus,
  refresh,
  search,
  send,
  settings,
  shield,
  'sign-out': signOut,
  swap,
  trash,
  user,
  users,
  x,
} as const;

export type IconName = keyof typeof modules;
export const iconNames = Object.keys(modules).filter((name): name is IconName => name in modules);

type IconProps = { name: IconName; className?: string };

/** A lucide icon at 16 px. It is hidden from screen readers: a word or a label always stands beside it. */
export function Icon({ name, className }: IconProps) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 24 24"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={cx('size-4 shrink-0', className)}
    >
      {shapesOf(modules[name]).map(([tag, { key, ...attributes }]) =>
        createElement(tag, { key, ...attributes }),
      )}
    </svg>
  );
}

type Shape = readonly [tag: string, attributes: Record<string, string>];

/**
 * Lucide's components are client components, its data is plain: drawing the data keeps icons out of hydration.
 * The data is exported beside each component but missing from the package's types, hence the look at run time.
 */
function shapesOf(module: object): readonly Shape[] {
  const data: unknown = '__iconData' in module ? module.__iconData : undefined;
  if (typeof data !== 'object' || data === null || !('node' in data) || !Array.isArray(data.node)) return [];
  return data.node.filter(isShape);
}

function isShape(value: unknown): value is Shape {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'object';
}
