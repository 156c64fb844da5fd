# The bot as an image. Built from the checkout alone:  docker build -t pegasus-roll .
#
#   docker run -d --name pegasus-roll \
#     -v /etc/pegasus-roll:/config:ro -v pegasus-roll:/data -v /opt/pegasus:/opt/pegasus \
#     -e SLACK_BOT_TOKEN_FILE=/config/bot-token -e SLACK_APP_TOKEN_FILE=/config/app-token \
#     pegasus-roll
#
# In /config/pegasus-roll.yml: `store: { path: /data }`, and `admin.home: /opt/pegasus`, a Pegasus
# installation that the user of this image (uid 1000) may write to: the shell keeps files there.
# Process commands end with the container: one that was running then is reported as lost, and the
# run holds and asks.

FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run bundle

FROM node:22-slim
# ssh for process commands, ps and bash for Pegasus' run.sh, tini to bury what commands leave behind.
RUN apt-get update \
 && apt-get install -y --no-install-recommends bash openssh-client procps tini \
 && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
# The bundle has in it what it needs of node_modules.
COPY --from=build /app/dist/bundle ./dist/bundle
COPY package.json LICENSE ./
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
# The default address of http.listen; one that was changed there is to be changed here.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9465/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "/app/dist/bundle/main.js"]
CMD ["start", "--config", "/config/pegasus-roll.yml"]
