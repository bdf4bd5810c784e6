export function checkLab(where: {
  readonly site: string;
  readonly root: string;
  readonly only?: string;
  readonly firefox?: boolean;
}): Promise<boolean>;
