#!/bin/sh
# The wrapper that everyone writes: start the app, ask for /health once a second, tell systemd.
node /usr/lib/notifydemo/app.cjs &
app=$!

tries=1
until curl --silent --fail --output /dev/null "http://127.0.0.1:$PORT/health"; do
    if [ "$tries" -ge 30 ]; then
        kill "$app"
        exit 1
    fi
    tries=$((tries + 1))
    sleep 1
done

systemd-notify --ready
wait "$app"
