"""What is written stays written: processes killed, power cut, disks that fail, backups, upgrades.

The code under test is the station's own, unchanged. Between it and the C library stands a shim
(disk_shim.c) that notes every write and sync, or lets a chosen call fail or end the process.
"""
