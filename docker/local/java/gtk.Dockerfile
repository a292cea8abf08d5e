FROM mien-local/java:17
RUN apt-get update && apt-get install -y --no-install-recommends libgtk2.0-0 && rm -rf /var/lib/apt/lists/*
