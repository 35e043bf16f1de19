/** The billing details in the order of the form: name, label, longest value. */
export const billingFields = [
  { name: 'profileName', label: 'Profile name', max: 120, type: 'text' },
  { name: 'country', label: 'Country', max: 80, type: 'text' },
  { name: 'state', label: 'State', max: 80, type: 'text' },
  { name: 'city', label: 'City', max: 80, type: 'text' },
  { name: 'address', label: 'Address', max: 200, type: 'text' },
  { name: 'postalCode', label: 'Postal code', max: 20, type: 'text' },
  { name: 'currency', label: 'Currency', max: 20, type: 'text' },
  { name: 'invoiceEmail', label: 'Email for invoices', max: 254, type: 'email' },
  { name: 'contractEmail', label: 'Email for contract updates', max: 254, type: 'email' },
] as const;
