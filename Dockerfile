# One image for every role; HOLDFAST_ROLE says which of them a container plays. The sources run as they are: there is nothing to build.
# This file has not been built yet. Its steps were run one by one outside of a container.
FROM node:24-trixie-slim

RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/holdfast
COPY . .
# Without its install script the npm package "node" brings no second Node: the image has one.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# The user who owns the key file: nobody else may be able to read it, so this user must be its owner on the host too.
ARG CONTAINER_UID=1000
ARG CONTAINER_GID=1000
# A new named volume takes owner and mode from the directory that it covers.
RUN install --directory --mode=0700 --owner="$CONTAINER_UID" --group="$CONTAINER_GID" /data /restored
USER ${CONTAINER_UID}:${CONTAINER_GID}

# HOLDFAST_KEY_FILE must be set as well: beside /data, where it is by default, this user cannot write.
ENV HOLDFAST_DATA_DIR=/data
EXPOSE 8080
CMD ["env", "MALLOC_ARENA_MAX=2", "node", "--max-semi-space-size=16", "--heap-growing-percent=20", "--disable-warning=ExperimentalWarning", "--import", "./tools/typescript.mjs", "apps/holdfast/src/main.ts"]
