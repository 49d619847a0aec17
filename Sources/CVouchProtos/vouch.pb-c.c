#include "vouch.pb-c.h"
