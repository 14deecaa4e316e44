"""What the container images of a station, a centre and the service are made of."""
