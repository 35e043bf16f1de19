import { Tabs } from '@/components/ui/tabs';
import type { Permission } from '@/lib/roles';

const places = [
  { key: 'company', label: 'Company', href: '/settings', permission: 'tenant:read' },
  { key: 'users', label: 'Users', href: '/settings/users', permission: 'user:read' },
  { key: 'outbox', label: 'Outbox', href: '/settings/outbox', permission: 'outbox:read' },
  { key: 'profile', label: 'Profile', href: '/settings/profile', permission: 'self:manage' },
] as const satisfies readonly { key: string; label: string; href: string; permission: Permission }[];

type SettingsTabsProps = { current: (typeof places)[number]['key']; permissions: readonly Permission[] };

/** The places of Settings that this person may open. */
export function SettingsTabs({ current, permissions }: SettingsTabsProps) {
  const tabs = places
    .filter((place) => permissions.includes(place.permission))
    .map(({ key, label, href }) => ({ label, href, current: key === current }));
  return <Tabs label="Settings" tabs={tabs} />;
}
