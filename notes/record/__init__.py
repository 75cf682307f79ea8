"""The record of acts as people read it: named, narrowed and shown, the portal's and each delegation's own."""
