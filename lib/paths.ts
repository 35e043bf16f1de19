/** The request header in which proxy.ts tells pages their own address; layouts and pages run side by side and both may need it. */
export const pathHeader = 'x-tributary-path';
