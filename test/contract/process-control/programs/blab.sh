#!/bin/sh
# Says what should not be said, and shows its environment.
echo "connecting with password=hunter2 to https://admin:hunter2@registry.example/"
echo "Authorization: Bearer abcdefgh12345678"
echo "the bot's own: $1"
echo "environment: [$SLACK_BOT_TOKEN][$KEPT]"
printf -- '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAhunter2\nMIIEowIBAAKCAQEAhunter2\n-----END RSA PRIVATE KEY-----\n'
exit 1
