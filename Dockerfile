# The bot as an image. Built from the checkout alone:  docker build -t pegasus-roll .
# How it is started, and what it needs: docs/DEPLOYMENT.md, deploy/.
#
#   --build-arg NODE_IMAGE=…            another base, for example of your own registry; Debian with Node 20.19 or newer
#   --build-arg EXTRA_PACKAGES="…"      what a driver starts: kubernetes-client (kubernetes), docker-cli docker-compose (compose)

ARG NODE_IMAGE=node:24-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run bundle

FROM ${NODE_IMAGE}
ARG EXTRA_PACKAGES=""
# ssh for the drivers that log in, ps and bash for Pegasus's run.sh, tini to bury what commands leave behind.
RUN apt-get update \
 && apt-get install -y --no-install-recommends bash openssh-client procps tini ${EXTRA_PACKAGES} \
 && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
# The allocator gives memory back that only the start needed: 83 MB when idle in place of 108. It is glibc's own value,
# which grows when it is not set.
ENV MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
# The bundle has in it what it needs of node_modules.
COPY --from=build /app/dist/bundle ./dist/bundle
COPY package.json LICENSE ./
RUN install -d -o 1000 -g 1000 -m 0700 /data
# A number, so that Kubernetes can see that it is not root.
USER 1000:1000
VOLUME /data
# The default port of http.listen; one that was changed there is to be changed here.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9465/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Without --disable-sigusr1 that signal opens a debugger in the bot.
ENTRYPOINT ["tini", "--", "node", "--disable-sigusr1", "/app/dist/bundle/main.js"]
CMD ["start", "--config", "/config/pegasus-roll.yml"]
