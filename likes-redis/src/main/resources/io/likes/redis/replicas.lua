-- Answers how many replicas the server that has KEYS[1] feeds.
return tonumber(string.match(redis.call('INFO', 'replication'), 'connected_slaves:(%d+)'))
