DROP TABLE notifications;
DROP TABLE mutes;
DROP TABLE blocks;
DROP TABLE follows;
