export const html = '<!doctype html><title>Pegasus demo</title>';
