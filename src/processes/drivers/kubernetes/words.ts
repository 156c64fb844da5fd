/** How kubectl finds the cluster. */
export interface Place {
  readonly namespace: string;
  readonly context?: string;
  readonly kubeconfig?: string;
}

/** What begins every command. */
export const kubectl = ({ namespace, context, kubeconfig }: Place): readonly string[] => [
  'kubectl',
  ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
  ...(context === undefined ? [] : ['--context', context]),
  '--namespace',
  namespace,
];

export const showSet = (name: string): readonly string[] => ['get', 'statefulset', name, '-o', 'json'];

export const showPods = (labels: Readonly<Record<string, string>>): readonly string[] => [
  'get',
  'pods',
  '-l',
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(','),
  '-o',
  'json',
];

export const deletePod = (name: string): readonly string[] => ['delete', 'pod', name, '--wait=true'];

export const setImage = (set: string, container: string, image: string): readonly string[] => [
  'set',
  'image',
  `statefulset/${set}`,
  `${container}=${image}`,
];
