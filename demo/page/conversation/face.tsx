interface FaceProps {
  readonly user: string;
  readonly name: string;
  readonly bot: boolean;
}

/** A picture of somebody: their letter on a colour of their own. */
export function Face({ user, name, bot }: FaceProps) {
  return (
    <div class="face" aria-hidden="true" style={{ background: bot ? '#4a154b' : `hsl(${hueOf(user)} 45% 38%)` }}>
      {bot ? '🐴' : name.charAt(0).toUpperCase()}
    </div>
  );
}

function hueOf(user: string): number {
  let hue = 0;
  for (const letter of user) hue = (hue * 31 + letter.charCodeAt(0)) % 360;
  return hue;
}
